package io.deptracker.demo;

/**
 * The image that a container runs.
 *
 * @param image with its tag
 * @param digest the digest that the tag referred to when it was pulled
 */
public record RunningImage(String image, String digest) {}
