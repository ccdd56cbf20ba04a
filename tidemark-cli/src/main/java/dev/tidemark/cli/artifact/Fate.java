package dev.tidemark.cli.artifact;

/** What becomes of something in an artifact store, and why; of several reasons to stay the first. */
public enum Fate {
    WAVE("stays", "of a wave that is not over"),
    BREAKAGE("stays", "the log, or what it takes to build again, of a breakage that stands or did of late"),
    TAG("stays", "of a green wave, which a tag names"),
    BUILT("stays", "of an abandoned wave: who asks for the same build is given it"),
    YOUNG("stays", "nothing refers to it, but it was stored of late"),
    GOES("goes", "nothing refers to it");

    private final String what;
    private final String why;

    Fate(String what, String why) {
        this.what = what;
        this.why = why;
    }

    /** In a word. */
    public String what() {
        return what;
    }

    /** As a sentence's end. */
    public String why() {
        return why;
    }
}
