package dev.tidemark.intake.watcher;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.intake.watcher.Sighting.Spelling;
import dev.tidemark.intake.watcher.Sighting.Subject;
import java.util.Optional;

/** {@code {"attrPath":"volume_key","oldVersion":"0.3.11","newVersion":"0.3.12","files":[…]}} */
final class UpdateScriptForm implements ObjectForm {

    @Override
    public Found read(ObjectNode object) {
        Optional<String> attribute = Json.text(object, "attrPath");
        Optional<String> from = Json.text(object, "oldVersion");
        Optional<String> to = Json.text(object, "newVersion");
        if (attribute.isEmpty() || to.isEmpty()) {
            return new Found.Wrong("an update without an attrPath or a newVersion");
        }
        // A script that found nothing new, or changed files alone, says so with equal versions.
        return from.equals(to)
                ? new Found.PassedOver("no new version")
                : Found.one(Sighting.plain(Subject.Packages.of(attribute.get()), from, to.get(), Spelling.VERSION));
    }
}
