package io.deptracker.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The state of the cluster between two runs, as a file.
 *
 * @param finished whether the run was completed, so that GitHub had received everything
 * @param apps the state of each app
 */
record SavedCluster(boolean finished, Map<DemoApp, AppState> apps) {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    SavedCluster {
        apps = new EnumMap<>(apps);
    }

    static SavedCluster read(Path file) throws IOException {
        return MAPPER.readValue(Files.readString(file), SavedCluster.class);
    }

    /** Replaces the whole file atomically: a run may be cut off at any time. */
    void write(Path file) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, MAPPER.writeValueAsString(this));
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
