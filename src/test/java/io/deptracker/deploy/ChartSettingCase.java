package io.deptracker.deploy;

import io.deptracker.config.Setting;
import java.util.List;
import java.util.stream.Stream;

/**
 * A setting that is a value of the chart.
 *
 * @param setting the setting
 * @param good values that are accepted
 * @param bad values that are refused
 */
record ChartSettingCase(ChartSetting setting, List<Object> good, List<Object> bad) {
    /** Returns all cases. */
    static Stream<ChartSettingCase> all() {
        String long128 = "x".repeat(128);
        return Stream.of(
                of(
                        Setting.ORG,
                        "org",
                        List.of("octo-org", "_o", "-o", " o ", 123_456_789),
                        List.of("o/o", "o o", "é", "")),
                of(
                        Setting.LOGICAL_ENVIRONMENT,
                        "logicalEnvironment",
                        List.of("a b", long128, "é".repeat(128), 20_261_125),
                        List.of("", " ", long128 + "x")),
                of(
                        Setting.PHYSICAL_ENVIRONMENT,
                        "physicalEnvironment",
                        List.of("", "eu-1", long128, 20_261_125),
                        List.of(long128 + "x")),
                of(
                        Setting.CLUSTER,
                        "cluster",
                        List.of("main.1_a-b", long128, 20_261_125),
                        List.of("", "a b", "a/b", long128 + "x")),
                of(
                        Setting.BASE_URL,
                        "baseUrl",
                        List.of(
                                "",
                                "octo.ghe.com",
                                "HTTPS://ghe.example.com:8443/api/v3/",
                                "10.0.0.1:8443",
                                "https://[::1]:8443",
                                "http://localhost:8080",
                                "http://127.0.0.1",
                                "http://github.mock.svc.cluster.local:80/api"),
                        List.of(
                                "http://ghe.example.com",
                                "http://localhost.example.com",
                                "http://.svc.cluster.local",
                                "ftp://ghe.example.com",
                                "https://u:p@ghe.example.com",
                                "ghe.example.com?x",
                                "https://",
                                "ghe_example.com",
                                "ghe.example.com:0",
                                "ghe.example.com:65536",
                                "10.0.0.256",
                                "a b")),
                of(
                        Setting.TEMPLATE,
                        "nameTemplate",
                        List.of(
                                "",
                                "{{namespace}}",
                                "a/{{deploymentName}}-{{containerName}}.{{kind}}",
                                "{ {{kind}} }",
                                "{{kind}}{{",
                                "{{kind}}}"),
                        List.of("web", "{{name}}", "{{kind}}/{{}}", "{{{kind}}}", "{{ kind }}")),
                of(Setting.DRY_RUN, "dryRun", List.of(true, false), List.of("maybe")),
                of(
                        Setting.APP_ID,
                        "credential.githubApp.id",
                        List.of(123_456, 123_456_789, "123456", "Iv1.abc"),
                        List.of("", " ", "a b", "a/b", "x".repeat(101), -1)),
                of(
                        Setting.APP_INSTALLATION_ID,
                        "credential.githubApp.installationId",
                        List.of(12_345_678, 9_007_199_254_740_991L, "12345678", "999999999999999999"),
                        List.of("", "0", "012", "x", "1000000000000000000", 0, -1)),
                of(
                        Setting.PROXY,
                        "network.proxy",
                        List.of(
                                "",
                                "http://proxy.example.com:3128",
                                "proxy:3128",
                                "HTTP://proxy",
                                "http://user:pass%20word@proxy:1/",
                                "10.0.0.1:8080",
                                "http://[::1]:3128"),
                        List.of(
                                "https://proxy.example.com:3128",
                                "socks5://proxy:1080",
                                "http://",
                                "http://proxy:0",
                                "http://proxy:65536",
                                "http://proxy:x",
                                "http://a_b:80",
                                "http://10.0.0.256",
                                "a b")),
                of(Setting.NO_PROXY, "network.noProxy", List.of("", "a,.b", "*"), List.of()),
                of(
                        Setting.NAMESPACE,
                        "scope.namespaces",
                        List.of(List.of("shop", "a".repeat(63)), List.of(123_456_789)),
                        List.of(
                                List.of("Shop"),
                                List.of("kube-*"),
                                List.of("a_b"),
                                List.of("-a"),
                                List.of("a".repeat(64)))),
                of(
                        Setting.EXCLUDE_NAMESPACES,
                        "scope.excludeNamespaces",
                        List.of(List.of("kube-*", "dev-?"), List.of("Any")),
                        List.of()),
                of(
                        Setting.POD_SELECTOR,
                        "scope.podSelector",
                        List.of(
                                "",
                                "app=web,tier!=test",
                                "track in (stable, beta), a.b/c",
                                "!canary",
                                "app==",
                                "x".repeat(63)),
                        List.of("app=web;", "=web", "app in stable", "app=a b", "a/b/c", "x".repeat(64))),
                of(Setting.IMAGE_INCLUDE, "scope.imageInclude", List.of(List.of("ghcr.io/acme/*", "a?b")), List.of()),
                of(Setting.IMAGE_EXCLUDE, "scope.imageExclude", List.of(List.of("*/test")), List.of()),
                of(
                        Setting.INCLUDE_KINDS,
                        "scope.includeKinds",
                        List.of(List.of("Deployment", "Job.batch", "*.argoproj.io")),
                        List.of(List.of("deployment"), List.of("Job/batch"), List.of("Job."))),
                of(
                        Setting.EXCLUDE_KINDS,
                        "scope.excludeKinds",
                        List.of(List.of("?ob")),
                        List.of(List.of("job"), List.of("Job batch"))),
                of(Setting.TRACK_BARE_PODS, "scope.trackBarePods", List.of(true, false), List.of("maybe")),
                of(Setting.CONFIRM_DECOMMISSION, "confirmDecommission", List.of(true, false), List.of("maybe")),
                of(Setting.WORKERS, "workers", List.of("", 1, 100, "5"), List.of(0, 101, -1, "x")),
                of(Setting.METRICS_PORT, "metricsPort", List.of(1, 80, 9090, 65_535), List.of(0, 65_536)),
                of(
                        Setting.LOG_LEVEL,
                        "logLevel",
                        List.of("", "debug", "INFO", "Warn", " error "),
                        List.of("TRACE", "verbose")),
                of(Setting.LOG_FORMAT, "logFormat", List.of("", "json", "TEXT"), List.of("xml")));
    }

    private static ChartSettingCase of(Setting setting, String path, List<Object> good, List<Object> bad) {
        return new ChartSettingCase(new ChartSetting(setting, path), good, bad);
    }

    @Override
    public String toString() {
        return setting.path();
    }
}
