package io.deptracker.cli;

import picocli.CommandLine.Option;

/** The --help option of the commands besides the controller, as a mixin. */
public final class HelpOption {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean help;
}
