package io.deptracker.outbox.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** What a folder contains at one moment: the bytes and the time of the last change of each file, by name. */
record FolderState(Map<String, String> files) {
    static FolderState of(Path folder) throws IOException {
        var files = new TreeMap<String, String>();
        try (var found = Files.list(folder)) {
            for (Path file : (Iterable<Path>) found::iterator) {
                String content = Files.isRegularFile(file)
                        ? Files.size(file) + " bytes, " + Arrays.hashCode(Files.readAllBytes(file))
                        : "no regular file";
                files.put(file.getFileName().toString(), content + ", " + Files.getLastModifiedTime(file));
            }
        }
        return new FolderState(files);
    }
}
