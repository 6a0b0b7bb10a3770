package io.deptracker.standin.github;

import io.deptracker.standin.github.Artifacts.Knowledge;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** GitHub's response to a valid call if nothing is scripted, and which of its records are then stored. */
record NormalAnswer(Reply reply, List<ReceivedRecord> stored) {
    static NormalAnswer to(Call call, Artifacts artifacts) {
        Map<Knowledge, List<ReceivedRecord>> by =
                call.records().stream().collect(Collectors.groupingBy(artifacts::of, Collectors.toUnmodifiableList()));
        Set<Knowledge> standings = by.keySet();
        if (standings.contains(Knowledge.POISONED)) {
            return refusal(422, "Validation Failed");
        }
        List<ReceivedRecord> known = by.getOrDefault(Knowledge.KNOWN, List.of());
        boolean whole = known.isEmpty() && artifacts.areRefusedWhole();
        if (known.size() < call.records().size() && (whole || !partialSuccess(call))) {
            return standings.contains(Knowledge.FORBIDDEN)
                    ? refusal(403, "Resource not accessible by integration")
                    : refusal(404, "no artifacts found");
        }
        ObjectNode body = RecordJson.MAPPER.createObjectNode().put("total_count", known.size());
        if (known.size() == call.records().size()) {
            return new NormalAnswer(Reply.status(200, body.toString()), known);
        }
        ArrayNode errors = body.putArray("errors");
        by.getOrDefault(Knowledge.UNKNOWN, List.of()).forEach(record -> add(errors, "not_found", record));
        by.getOrDefault(Knowledge.FORBIDDEN, List.of()).forEach(record -> add(errors, "unauthorized", record));
        return new NormalAnswer(Reply.status(207, body.toString()), known);
    }

    private static NormalAnswer refusal(int status, String message) {
        return new NormalAnswer(message(status, message), List.of());
    }

    static Reply message(int status, String message) {
        return Reply.status(
                status,
                RecordJson.MAPPER.createObjectNode().put("message", message).toString());
    }

    private static boolean partialSuccess(Call call) {
        return call.batch()
                && RecordJson.MAPPER
                        .readTree(call.body())
                        .path("partial_success")
                        .asBoolean(false);
    }

    private static void add(ArrayNode errors, String cause, ReceivedRecord record) {
        errors.addObject()
                .put("cause", cause)
                .putObject("deployment")
                .put("name", record.name())
                .put("digest", record.digest())
                .put("deployment_name", record.deploymentName());
    }
}
