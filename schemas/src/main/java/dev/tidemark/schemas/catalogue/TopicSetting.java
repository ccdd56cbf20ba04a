package dev.tidemark.schemas.catalogue;

/**
 * A setting of topics that the catalogue has a say in: which values will do, and what becomes of a farm where none does.
 * In the order of their names.
 */
public enum TopicSetting {
    CLEANUP_POLICY("cleanup.policy"),
    MAX_MESSAGE_BYTES("max.message.bytes"),
    MESSAGE_TIMESTAMP_TYPE("message.timestamp.type"),
    MIN_INSYNC_REPLICAS("min.insync.replicas"),
    RETENTION_BYTES("retention.bytes"),
    RETENTION_MS("retention.ms");

    private final String label;

    TopicSetting(String label) {
        this.label = label;
    }

    /** As brokers call it. */
    public String label() {
        return label;
    }

    /** Whether a topic with this value keeps as much as is wanted, as safely. More will do: it is an operator's choice. */
    boolean suffices(String present, String wanted) {
        return switch (this) {
            case CLEANUP_POLICY, MESSAGE_TIMESTAMP_TYPE -> present.equals(wanted);
            case MAX_MESSAGE_BYTES, MIN_INSYNC_REPLICAS, RETENTION_BYTES, RETENTION_MS ->
                amount(present) >= amount(wanted);
        };
    }

    /** Of a time or a size, -1 is one without end. */
    private static long amount(String value) {
        long amount = Long.parseLong(value);
        return amount < 0 ? Long.MAX_VALUE : amount;
    }

    /** What happens where a value does not suffice. */
    String consequence(String wanted) {
        return switch (this) {
            case CLEANUP_POLICY ->
                wanted.equals("compact")
                        ? "the newest record of a key would be lost"
                        : "earlier records of a key would be lost";
            case MAX_MESSAGE_BYTES -> "longer records would be refused";
            case MESSAGE_TIMESTAMP_TYPE ->
                wanted.equals("LogAppendTime")
                        ? "its records would be ordered and kept by their senders' clocks"
                        : "its records would lose the time that their senders gave them";
            case MIN_INSYNC_REPLICAS -> "records might be lost with one broker";
            case RETENTION_BYTES, RETENTION_MS -> "records would be lost before their time";
        };
    }

    /** Whether services would lose or mix up records over it while every broker is well. */
    boolean breaksTheFarm() {
        return switch (this) {
            case CLEANUP_POLICY, MESSAGE_TIMESTAMP_TYPE, RETENTION_BYTES, RETENTION_MS -> true;
            case MAX_MESSAGE_BYTES, MIN_INSYNC_REPLICAS -> false;
        };
    }
}
