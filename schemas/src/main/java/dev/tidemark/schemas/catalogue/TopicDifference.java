package dev.tidemark.schemas.catalogue;

import java.util.List;
import java.util.Optional;

/** One way in which a topic on the brokers falls short of what the catalogue wants, or of the width that is asked for. */
public sealed interface TopicDifference {

    /** Which topic. */
    Topic topic();

    /** What differs, as the brokers' own tools call it. */
    String what();

    /** As it is there. */
    String present();

    /** As it should be. */
    String wanted();

    /** What comes of it, in words that may follow "so". */
    String consequence();

    /** Whether services would lose or mix up records over it, and so do not start. */
    boolean breaksTheFarm();

    /** Whether {@link TopicProvisioner#apply()} sets it right. */
    boolean isMendedByApply();

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
        public String consequence() {
            return "nothing can be written to it";
        }

        @Override
        public boolean breaksTheFarm() {
            return true;
        }

        @Override
        public boolean isMendedByApply() {
            return true;
        }
    }

    /** A setting has a value that does not suffice. */
    record Setting(Topic topic, TopicSetting setting, String present, String wanted) implements TopicDifference {
        @Override
        public String what() {
            return setting.label();
        }

        @Override
        public String consequence() {
            return setting.consequence(wanted);
        }

        @Override
        public boolean breaksTheFarm() {
            return setting.breaksTheFarm();
        }

        @Override
        public boolean isMendedByApply() {
            return true;
        }
    }

    /** The brokers do not tell the value of a setting. It is left alone, for it may keep more than is wanted. */
    record Untold(Topic topic, TopicSetting setting, String wanted) implements TopicDifference {
        @Override
        public String what() {
            return setting.label();
        }

        @Override
        public String present() {
            return "not told";
        }

        @Override
        public String consequence() {
            return "nobody can tell whether it will do";
        }

        @Override
        public boolean breaksTheFarm() {
            return false;
        }

        @Override
        public boolean isMendedByApply() {
            return false;
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
        public String consequence() {
            return "records of one wave would not meet";
        }

        @Override
        public boolean breaksTheFarm() {
            return true;
        }

        @Override
        public boolean isMendedByApply() {
            return false;
        }

        /** How it comes to be created anew. */
        public String anew() {
            return "stop planner, notifier, agents and watchers, and delete %s (its records are lost with it)"
                    .formatted(topic.name());
        }

        /**
         * What to do about the first of these that is of another width, in words that may follow a colon; empty where none
         * is. Where most topics are as wide as that one, it is the wish that is odd, and nothing need be deleted.
         *
         * @param differences all that a comparison has found
         */
        public static Optional<String> wayOut(List<TopicDifference> differences) {
            List<Partitions> others = differences.stream()
                    .filter(Partitions.class::isInstance)
                    .map(Partitions.class::cast)
                    .toList();
            if (others.isEmpty()) {
                return Optional.empty();
            }
            Partitions first = others.getFirst();
            long there = Topics.all().size()
                    - differences.stream().filter(Missing.class::isInstance).count();
            long alike =
                    others.stream().filter(other -> other.has() == first.has()).count();
            if (alike * 2 <= there) {
                return Optional.of(first.anew());
            }
            String ask = "ask for --partitions %d, as most topics have".formatted(first.has());
            // A topic or two may have come about by a stranger's writing to them.
            return Optional.of(there * 2 < Topics.all().size() ? ask + ", or " + first.anew() : ask);
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
        public String consequence() {
            return has < needs
                    ? "its records survive the loss of fewer brokers than is asked for"
                    : "its records take more room than is asked for";
        }

        @Override
        public boolean breaksTheFarm() {
            return false;
        }

        @Override
        public boolean isMendedByApply() {
            return false;
        }
    }
}
