package io.deptracker.demo;

/**
 * What a container runs.
 *
 * @param image with its tag
 * @param digest what the tag meant when it was pulled
 */
public record RunningImage(String image, String digest) {}
