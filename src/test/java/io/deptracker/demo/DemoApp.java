package io.deptracker.demo;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The workloads of the demo's cluster. */
enum DemoApp {
    WEB("Deployment", 3),
    CART("Deployment", 2),
    SEARCH("Deployment", 1),
    PROMO("Deployment", 1),
    LEDGER("StatefulSet", 2),
    INVOICES("CronJob", 0),
    CHECKOUT("Deployment", 1);

    static final String NAMESPACE = "shop";
    private static final String SIDECAR = "ghcr.io/acme/proxy:1.8";

    private final String kind;
    private final int replicas;

    DemoApp(String kind, int replicas) {
        this.kind = kind;
        this.replicas = replicas;
    }

    String kind() {
        return kind;
    }

    int replicas() {
        return replicas;
    }

    /** Returns the name of the workload and of its container. */
    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    String path() {
        return kind + " " + NAMESPACE + "/" + title();
    }

    String image(int version) {
        return "ghcr.io/acme/" + title() + ":v" + version;
    }

    /** Returns the image of each container. */
    Map<String, String> images(int version) {
        var images = new LinkedHashMap<String, String>();
        images.put(title(), image(version));
        if (this == WEB) {
            images.put("proxy", SIDECAR);
        }
        return images;
    }
}
