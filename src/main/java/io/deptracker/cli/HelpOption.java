package io.deptracker.cli;

import picocli.CommandLine.Option;

/** The option for help of a command beside the controller, as a mixin. */
public final class HelpOption {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private boolean help;
}
