package dev.tidemark.planner.dispatch;

/**
 * A try at a build by one agent.
 *
 * @param id unique within the pool
 * @param agent who tries
 * @param incarnation which life of it
 * @param started whether it said that it began
 */
public record Attempt(String id, String agent, String incarnation, boolean started) {

    Attempt begun() {
        return new Attempt(id, agent, incarnation, true);
    }

    boolean isBy(String name, String life) {
        return agent.equals(name) && incarnation.equals(life);
    }
}
