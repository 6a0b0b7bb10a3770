package io.deptracker.bench;

import io.deptracker.outbox.DesiredState;
import io.deptracker.record.Artifact;
import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Digest;
import io.deptracker.record.Environment;
import io.deptracker.record.Metadata;
import io.deptracker.record.RuntimeRisk;
import io.deptracker.record.Status;
import io.deptracker.record.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Workloads of one container each, as large as real ones: every record has a version, a tag and a runtime risk. */
final class Load {
    static final Environment PRODUCTION = new Environment("production", "eu-west-1", "main");
    private static final Metadata METADATA =
            new Metadata(Map.of("team", "checkout"), Set.of(RuntimeRisk.INTERNET_EXPOSED), null);

    private Load() {}

    /**
     * Returns the workloads from first to last, each running an image of its own of that build, in as many lists as
     * needed.
     */
    static List<List<DesiredState>> running(int first, int count, int build, int perList) {
        List<List<DesiredState>> lists = new ArrayList<>();
        for (int from = first; from < first + count; from += perList) {
            int to = Math.min(from + perList, first + count);
            lists.add(IntStream.range(from, to).mapToObj(n -> running(n, build)).toList());
        }
        return lists;
    }

    /** Returns so many workloads from the first on, all running one image. */
    static List<DesiredState> ofOneImage(int first, int count) {
        var artifact = new Artifact("ghcr.io/other/agent", new Digest("sha256:%064x".formatted(7)), "v7");
        return IntStream.range(first, first + count)
                .mapToObj(n -> running(n, artifact))
                .toList();
    }

    private static DesiredState running(int n, int build) {
        var digest = new Digest("sha256:%08x%056x".formatted(build, n));
        return running(n, new Artifact("ghcr.io/acme/shop-" + n, digest, "v1.0." + build));
    }

    private static DesiredState running(int n, Artifact artifact) {
        var name = "shop/web-%06d/main".formatted(n);
        return new DesiredState(
                new Workload("shop", "apps", "Deployment", "web-%06d".formatted(n)),
                PRODUCTION,
                List.of(new DeploymentRecord(name, Status.DEPLOYED, artifact, METADATA)));
    }
}
