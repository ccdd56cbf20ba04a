package dev.tidemark.intake.watcher;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.intake.watcher.Sighting.Spelling;
import dev.tidemark.intake.watcher.Sighting.Subject;
import java.util.Optional;

/** {@code {"event":"updated","name":"curl","old_version":"8.9.0","version":"8.9.1"}} */
final class NvcheckerForm implements ObjectForm {

    @Override
    public Found read(ObjectNode object) {
        String event = Json.text(object, "event").orElse("");
        if (!event.equals("updated")) {
            return new Found.PassedOver(event.isEmpty() ? "no event of nvchecker" : "not updated");
        }
        Optional<String> name = Json.text(object, "name");
        Optional<String> version = Json.text(object, "version");
        if (name.isEmpty() || version.isEmpty()) {
            return new Found.Wrong("an update without a name or a version");
        }
        return Found.one(Sighting.plain(
                Subject.Packages.of(name.get()), Json.text(object, "old_version"), version.get(), Spelling.TAG));
    }
}
