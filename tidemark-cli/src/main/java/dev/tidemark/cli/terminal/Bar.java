package dev.tidemark.cli.terminal;

import dev.tidemark.cli.terminal.Screen.Ink;

/** How much of something is done, as a bar. */
public final class Bar {

    private static final String FULL = "█";
    private static final String EMPTY = "░";

    private Bar() {}

    /**
     * @param columns how wide it is
     * @param good of all, what is done and well
     * @param bad of all, what is done and not well
     * @param all at least as many as both together
     */
    public static String of(Screen screen, int columns, int good, int bad, int all) {
        int done = all == 0 ? 0 : Math.toIntExact((long) columns * (good + bad) / all);
        int red = bad == 0 ? 0 : Math.max(1, Math.toIntExact((long) columns * bad / all));
        int green = Math.max(0, done - red);
        return screen.ink(Ink.GREEN, FULL.repeat(green))
                + screen.ink(Ink.RED, FULL.repeat(Math.min(red, columns - green)))
                + screen.ink(Ink.FAINT, EMPTY.repeat(Math.max(0, columns - green - red)));
    }
}
