package io.deptracker.standin.apiserver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A kubeconfig file for a server with plain HTTP. */
final class KubeconfigFile {
    private KubeconfigFile() {}

    static Path write(Path folder, String url) throws IOException {
        return Files.writeString(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters:
                - name: stand-in
                  cluster:
                    server: %s
                users:
                - name: stand-in
                  user:
                    token: stand-in
                contexts:
                - name: stand-in
                  context:
                    cluster: stand-in
                    user: stand-in
                current-context: stand-in
                """.formatted(url));
    }
}
