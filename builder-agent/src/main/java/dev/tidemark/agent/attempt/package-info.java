/**
 * What an agent does about what it hears: a function over values, without Kafka, threads, files or clocks. Everything
 * else of the agent carries out what is decided here.
 */
@NullMarked
package dev.tidemark.agent.attempt;

import org.jspecify.annotations.NullMarked;
