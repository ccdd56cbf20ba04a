package dev.tidemark.agent.log;

/** What one attempt prints, for who watches. Neither holds up who prints nor fails; what cannot be told is left out. */
public interface LiveLog extends AutoCloseable {

    /** Tells nobody. */
    LiveLog UNHEARD = new LiveLog() {
        @Override
        public void printed(byte[] bytes, int length) {}

        @Override
        public void close() {}
    };

    /** @param bytes valid during the call, up to {@code length} */
    void printed(byte[] bytes, int length);

    /** The attempt prints nothing more. May be called again. */
    @Override
    void close();
}
