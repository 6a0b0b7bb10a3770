package io.deptracker;

import picocli.CommandLine.IVersionProvider;

/** This program's version, as its build wrote it into the manifest. */
final class Version implements IVersionProvider {
    static String current() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"deployment-tracker " + current()};
    }
}
