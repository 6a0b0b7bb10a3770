package io.deptracker.delivery;

import io.deptracker.delivery.DeliveryMetrics.Settled;
import io.deptracker.outbox.AppliedTransition;
import io.deptracker.outbox.ParkReason;
import io.deptracker.outbox.Transition.Bury;
import io.deptracker.outbox.Transition.Deliver;
import io.deptracker.outbox.Transition.GiveUp;
import io.deptracker.outbox.Transition.HandBack;
import io.deptracker.outbox.Transition.Park;
import io.deptracker.outbox.Transition.Retry;
import io.deptracker.record.DeploymentRecord;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Metrics and log lines about settled rows, reported after the commit. Safe for many threads. */
public final class SettlementReport {
    private static final Logger LOG = LoggerFactory.getLogger(SettlementReport.class);

    private final DeliveryMetrics metrics;

    /**
     * @param metrics the counters
     */
    public SettlementReport(DeliveryMetrics metrics) {
        this.metrics = metrics;
    }

    /** Reports the applied transitions. */
    void report(List<AppliedTransition> applied) {
        applied.forEach(this::report);
    }

    /** Counts rows that were parked without a call. */
    void parkedUnasked(int rows) {
        metrics.unknownArtifactCacheHit.increment(rows);
    }

    /** Counts a call that was rejected by a rate limit. */
    void rateLimited() {
        metrics.rateLimited.increment();
    }

    private void report(AppliedTransition applied) {
        switch (applied.result()) {
            case APPLIED -> settled(applied);
            case SUPERSEDED -> metrics.settled(Settled.SUPERSEDED, 1);
            case LEASE_LOST -> metrics.leasesLost.increment();
        }
        metrics.settled(Settled.UNATTESTED, applied.othersGivenUp());
    }

    private void settled(AppliedTransition applied) {
        switch (applied.transition()) {
            case Deliver _ -> {
                metrics.ok.increment();
                metrics.settled(Settled.DELIVERED, 1);
                line(LOG.atInfo(), applied).log("record delivered");
            }
            case HandBack _ -> metrics.settled(Settled.HANDED_BACK, 1);
            case Retry retry -> {
                metrics.softFail.increment();
                metrics.settled(retry.charged() ? Settled.RETRIED : Settled.HANDED_BACK, 1);
            }
            case Park park -> {
                if (park.parkReason() == ParkReason.ATTESTATION) {
                    metrics.unknownArtifact.increment();
                }
                metrics.settled(Settled.PARKED, 1);
            }
            case GiveUp giveUp -> {
                metrics.unknownArtifact.increment();
                metrics.settled(Settled.UNATTESTED, 1);
                line(LOG.atInfo(), applied).addKeyValue("error", giveUp.error()).log("record unattested");
            }
            case Bury bury -> {
                (bury.attemptsSpent() ? metrics.hardFail : metrics.clientError).increment();
                metrics.settled(Settled.DEAD, 1);
                line(LOG.atWarn(), applied).addKeyValue("error", bury.error()).log("record dead");
            }
        }
    }

    private static LoggingEventBuilder line(LoggingEventBuilder line, AppliedTransition applied) {
        DeploymentRecord record = applied.transition().lease().record();
        return line.addKeyValue("deployment_name", record.deploymentName())
                .addKeyValue("digest", record.artifact().digest().value())
                .addKeyValue("status", record.status().wireName())
                .addKeyValue("attempts", applied.transition().lease().attempts() + 1);
    }
}
