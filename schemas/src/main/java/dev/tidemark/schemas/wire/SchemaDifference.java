package dev.tidemark.schemas.wire;

import dev.tidemark.schemas.history.SchemaVersion;

/** One way in which a registry is not as this release wants it. */
public sealed interface SchemaDifference {

    /** The record's full name. */
    String subject();

    /** What differs. */
    String what();

    /** As it is there. */
    String present();

    /** As it should be. */
    String wanted();

    /** The registry does not know this version. */
    record Missing(SchemaVersion version) implements SchemaDifference {
        @Override
        public String subject() {
            return version.subject();
        }

        @Override
        public String what() {
            return "version " + version.version();
        }

        @Override
        public String present() {
            return "missing";
        }

        @Override
        public String wanted() {
            return "there";
        }
    }

    /** The registry would let other changes through than this release relies on. */
    record Compatibility(String subject, String present, String wanted) implements SchemaDifference {
        @Override
        public String what() {
            return "compatibility";
        }
    }
}
