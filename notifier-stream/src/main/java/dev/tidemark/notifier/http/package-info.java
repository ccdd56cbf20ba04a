/** What the notifier serves to people and programs: feeds, events, breakages' pages, and wishes by a link. */
@NullMarked
package dev.tidemark.notifier.http;

import org.jspecify.annotations.NullMarked;
