package dev.tidemark.cli.command;

import picocli.CommandLine.Option;

/** Whether a command goes on when it has said what there is. */
final class WatchOption {

    @Option(
            names = "--watch",
            description =
                    "Go on and show what changes, until Ctrl-C: on a terminal in place, elsewhere a line a change.")
    private boolean watch;

    boolean isWanted() {
        return watch;
    }
}
