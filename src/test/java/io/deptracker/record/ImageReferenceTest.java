package io.deptracker.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageReferenceTest {

    @ParameterizedTest
    @CsvSource({
        "nginx,                              nginx,                        ",
        "nginx:1.27,                         nginx,                        1.27",
        "nginx:,                             nginx,                        ",
        "ghcr.io/acme/web,                   ghcr.io/acme/web,             ",
        "ghcr.io/acme/web:v1,                ghcr.io/acme/web,             v1",
        "localhost:5000/web,                 localhost:5000/web,           ",
        "localhost:5000/web:v1,              localhost:5000/web,           v1",
        "ghcr.io/acme/web@sha256:00,         ghcr.io/acme/web,             ",
        "ghcr.io/acme/web:v1@sha256:00,      ghcr.io/acme/web,             v1",
        "localhost:5000/web@sha256:00,       localhost:5000/web,           ",
        "localhost:5000/a/web:v1@sha256:00,  localhost:5000/a/web,         v1",
        "'',                                 '',                           ",
        "@sha256:00,                         '',                           ",
        ":v1,                                '',                           v1",
    })
    void isTakenApartIntoNameAndTag(String reference, String name, @Nullable String tag) {
        assertThat(ImageReference.parse(reference)).isEqualTo(new ImageReference(name, tag));
    }
}
