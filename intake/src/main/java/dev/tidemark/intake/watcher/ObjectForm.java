package dev.tidemark.intake.watcher;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a JSON object says. */
interface ObjectForm {
    Found read(ObjectNode object);
}
