package dev.tidemark.schemas.catalogue;

/** Who may read and write a topic or a store, and so how freely its schema may change. */
public enum Audience {
    /**
     * Programs that are not upgraded together with those on the other side: strangers, and agents on other machines. Every
     * version of the schema reads what every other version wrote.
     */
    PUBLIC("FULL_TRANSITIVE"),
    /**
     * The farm and its operators, since it holds what is somebody's own, such as addresses; its schema is as strict as that of what is
     * public.
     */
    PRIVATE("FULL_TRANSITIVE"),
    /** The services of one release among themselves. Every version of the schema reads what earlier versions wrote. */
    INTERNAL("BACKWARD_TRANSITIVE");

    private final String compatibility;

    Audience(String compatibility) {
        this.compatibility = compatibility;
    }

    /** The compatibility level, as a Confluent schema registry names it. */
    public String compatibility() {
        return compatibility;
    }
}
