package io.deptracker.github;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Reasons why a secret's file cannot be read, without its name: the secret itself may be configured as the name. */
final class FileErrorText {
    private FileErrorText() {}

    static String of(IOException failed) {
        return switch (failed) {
            case NoSuchFileException _ -> "no such file";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            case CharacterCodingException _ -> "it is not text";
            default -> failed.getClass().getSimpleName();
        };
    }
}
