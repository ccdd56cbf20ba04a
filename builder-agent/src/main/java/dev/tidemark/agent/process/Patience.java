package dev.tidemark.agent.process;

import java.time.Duration;

/**
 * How long a command may go on.
 *
 * @param time in all
 * @param silence without a byte of output
 * @param grace between asking it to end and ending it
 */
public record Patience(Duration time, Duration silence, Duration grace) {}
