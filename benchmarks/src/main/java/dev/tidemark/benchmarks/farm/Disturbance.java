package dev.tidemark.benchmarks.farm;

/** What befalls a service. */
enum Disturbance {
    KILL("kill -9 and restart"),
    STOP("clean stop and restart"),
    COLD("kill -9 and start without its state folder"),
    TAKEOVER("takeover by a second planner after kill -9");

    private final String words;

    Disturbance(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
