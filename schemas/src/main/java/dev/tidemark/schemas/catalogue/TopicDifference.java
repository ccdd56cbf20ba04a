package dev.tidemark.schemas.catalogue;

/** One way in which a topic on the brokers is not as the catalogue wants it. */
public sealed interface TopicDifference {

    /** Which topic. */
    Topic topic();

    /** What differs, as the brokers' own tools call it. */
    String what();

    /** As it is there. */
    String present();

    /** As it should be. */
    String wanted();

    /** Whether services would lose or mix up records over it, and so do not start. */
    boolean breaksTheFarm();

    /** It is not there. */
    record Missing(Topic topic) implements TopicDifference {
        @Override
        public String what() {
            return "topic";
        }

        @Override
        public String present() {
            return "missing";
        }

        @Override
        public String wanted() {
            return "there";
        }

        @Override
        public boolean breaksTheFarm() {
            return true;
        }
    }

    /** A setting has another value: {@code tidemark topics apply} gives it the one that is wanted. */
    record Setting(Topic topic, String what, String present, String wanted) implements TopicDifference {
        @Override
        public boolean breaksTheFarm() {
            return switch (what) {
                case "cleanup.policy", "message.timestamp.type" -> true;
                case "retention.ms" -> keepsLess();
                default -> false;
            };
        }

        private boolean keepsLess() {
            long millis = Long.parseLong(present);
            return millis >= 0 && millis < Long.parseLong(wanted);
        }
    }

    /** Records that belong together would not meet. The number cannot be changed without losing their order. */
    record Partitions(Topic topic, int has, int needs) implements TopicDifference {
        @Override
        public String what() {
            return "partitions";
        }

        @Override
        public String present() {
            return Integer.toString(has);
        }

        @Override
        public String wanted() {
            return Integer.toString(needs);
        }

        @Override
        public boolean breaksTheFarm() {
            return true;
        }
    }

    /** More or fewer brokers keep each record than is asked for. Kafka's own tool moves them. */
    record Replication(Topic topic, int has, int needs) implements TopicDifference {
        @Override
        public String what() {
            return "replication";
        }

        @Override
        public String present() {
            return Integer.toString(has);
        }

        @Override
        public String wanted() {
            return Integer.toString(needs);
        }

        @Override
        public boolean breaksTheFarm() {
            return false;
        }
    }
}
