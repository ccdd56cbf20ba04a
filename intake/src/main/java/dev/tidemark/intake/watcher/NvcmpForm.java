package dev.tidemark.intake.watcher;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.intake.watcher.Sighting.Spelling;
import dev.tidemark.intake.watcher.Sighting.Subject;
import java.util.Optional;

/** {@code {"delta":"new","name":"curl","newver":"8.9.1","oldver":"8.9.0"}} */
final class NvcmpForm implements ObjectForm {

    @Override
    public Found read(ObjectNode object) {
        Optional<String> name = Json.text(object, "name");
        Optional<String> delta = Json.text(object, "delta");
        if (name.isEmpty() || delta.isEmpty()) {
            return new Found.Wrong("a comparison without a name or a delta");
        }
        return switch (delta.get()) {
            case "new", "added", "old" -> changed(object, name.get());
            default -> new Found.PassedOver("no new version");
        };
    }

    private static Found changed(ObjectNode object, String name) {
        return Json.text(object, "newver")
                .<Found>map(version -> Found.one(
                        Sighting.plain(Subject.Packages.of(name), Json.text(object, "oldver"), version, Spelling.TAG)))
                .orElse(new Found.Wrong("a comparison without a newver"));
    }
}
