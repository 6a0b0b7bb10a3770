package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The images that are tracked, by the globs that include and exclude their names. */
class ImageSelectionTest {
    private static final String IMAGE = "ghcr.io/lab-org/web:v1";

    @AutoClose
    private final EndToEndServers servers;

    ImageSelectionTest(@TempDir Path folder) {
        servers = new EndToEndServers(folder);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ghcr.io/lab-org/* |             | shop/web/app, shop/web/team",
                "                  | docker.io/* | shop/web/app, shop/web/team",
                "ghcr.io/*         | */team/*    | shop/web/app",
                "*/web             |             | shop/web/app",
                "ghcr.io/lab-org/we? |           | shop/web/app",
            })
    void imagesAreSelectedByTheirNames(String include, String exclude, String recorded) throws Exception {
        servers.cluster.deployment(
                "shop",
                "web",
                1,
                Map.of("app", IMAGE, "team", "ghcr.io/lab-org/team/api:v1", "proxy", "docker.io/envoyproxy/envoy:v1"));
        var given = new HashMap<String, String>();
        given.put("IMAGE_INCLUDE", include == null ? "" : include);
        given.put("IMAGE_EXCLUDE", exclude == null ? "" : exclude);
        try (var _ = servers.open(given)) {
            assertThat(servers.github.view()).containsOnlyKeys(recorded.split(", "));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "docker.io/library/*       |                    | shop/web/short, shop/web/long",
                "nginx                     |                    | shop/web/short, shop/web/long",
                "library/nginx             |                    | shop/web/short, shop/web/long",
                "index.docker.io/library/* |                    | shop/web/short, shop/web/long",
                "bitnami/*                 |                    | shop/web/redis",
                "docker.io/*               | docker.io/nginx    | shop/web/redis",
                "                          | docker.io/*        | shop/web/app",
                "                          | nginx,*/redis      | shop/web/app",
            })
    void dockerHubsNamesMatchInEverySpelling(String include, String exclude, String recorded) throws Exception {
        servers.cluster.deployment(
                "shop",
                "web",
                1,
                Map.of(
                        "app",
                        IMAGE,
                        "short",
                        "nginx:1",
                        "long",
                        "index.docker.io/library/nginx:2",
                        "redis",
                        "docker.io/bitnami/redis:7"));
        var given = new HashMap<String, String>();
        given.put("IMAGE_INCLUDE", include == null ? "" : include);
        given.put("IMAGE_EXCLUDE", exclude == null ? "" : exclude);
        try (var _ = servers.open(given)) {
            assertThat(servers.github.view()).containsOnlyKeys(recorded.split(", "));
            // The record has the name as the spec spells it.
            Optional.ofNullable(servers.github.view().get("shop/web/long"))
                    .ifPresent(record -> assertThat(record.name()).isEqualTo("index.docker.io/library/nginx"));
        }
    }

    @Test
    void aContainerWhoseImageIsLeftOutNowHasNoRecordAnyMore() throws Exception {
        servers.cluster.deployment("shop", "web", 1, Map.of("app", IMAGE));
        try (var path = servers.open(Map.of("IMAGE_INCLUDE", "ghcr.io/lab-org/*"))) {
            servers.cluster.rollout("shop", "web", "app", "docker.io/library/nginx:1");
            path.settleAt(servers.apiServer);
            assertThat(servers.status("shop/web/app")).isEqualTo("decommissioned");
            servers.cluster.rollout("shop", "web", "app", IMAGE);
            path.settleAt(servers.apiServer);
            assertThat(servers.status("shop/web/app")).isEqualTo("deployed");
        }
    }
}
