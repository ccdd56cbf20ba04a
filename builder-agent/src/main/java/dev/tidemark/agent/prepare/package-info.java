/**
 * Workspaces: bumps applied to a set, once, by the agent that prepares a wave; and the same made again by every other, from what
 * that one has published.
 */
@NullMarked
package dev.tidemark.agent.prepare;

import org.jspecify.annotations.NullMarked;
