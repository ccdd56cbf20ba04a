/**
 * What a command may see and use: bubblewrap's namespaces, the kernel's control groups, process limits. Turns a command into
 * the command that runs it so confined, and says afterwards what the kernel had to end. Knows nothing of builds or events.
 */
@NullMarked
package dev.tidemark.agent.sandbox;

import org.jspecify.annotations.NullMarked;
