package dev.tidemark.schemas.catalogue;

/** Who writes to a topic. There is one kind of writer for each. */
public enum WrittenBy {
    WATCHERS("watchers: tidemark bump, or any program that watches upstream"),
    IMPORTER("tidemark graph import"),
    OPERATORS("tidemark policy apply"),
    ENROLLERS("tidemark agent enroll, revoke and drain"),
    REGISTRARS("operators: tidemark people import and people remove"),
    PEOPLE("people and operators: tidemark subscribe and mute; and the notifier, when a channel ends"),
    PLANNER("the planner"),
    AGENTS("the agents"),
    NOTIFIER("the notifier"),
    READERS("whichever of the farm's programs could not read or decide the record");

    private final String words;

    WrittenBy(String words) {
        this.words = words;
    }

    /** In words. */
    public String words() {
        return words;
    }

    /** Whether it is a part of the farm; if not, anybody may write there. */
    public boolean isOfTheFarm() {
        return this != WATCHERS;
    }
}
