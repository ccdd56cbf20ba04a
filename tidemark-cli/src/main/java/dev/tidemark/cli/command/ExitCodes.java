package dev.tidemark.cli.command;

/** What the program's exit status says. */
public final class ExitCodes {

    /** It did what was asked. */
    public static final int OK = 0;
    /** It did what was asked, and what came out is not good. */
    public static final int RED = 1;
    /** It was asked for nothing that it understands, or for what is not there: a name, a file, a setting. To ask again is of no use. */
    public static final int USAGE = 2;
    /** Something that it needs cannot be had: a broker, a port, a folder. To ask again may help. */
    public static final int UNREACHABLE = 3;
    /** It was asked to compare, and something is not as it should be. */
    public static final int CHANGES_PENDING = 4;
    /** It is broken itself: EX_SOFTWARE of {@code sysexits.h}. */
    public static final int BROKEN = 70;
    /** Whoever read its output has gone: as a shell says it of SIGPIPE. */
    public static final int READER_GONE = 141;

    private ExitCodes() {}
}
