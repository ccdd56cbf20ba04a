package dev.tidemark.notifier.letter;

import dev.tidemark.notifier.people.Reason;
import java.util.List;
import java.util.stream.Collectors;

/** Why somebody is told, in words. */
public final class Why {

    private static final int SAID = 3;

    private Why() {}

    /** The rest of a sentence that begins with "You are told because". */
    public static String of(List<Reason> reasons) {
        String said = reasons.stream().limit(SAID).map(Why::of).distinct().collect(Collectors.joining(", and "));
        return said.isEmpty() ? "you follow it" : said;
    }

    private static String of(Reason reason) {
        return switch (reason.kind()) {
            case MAINTAINS -> "you maintain " + reason.what();
            case BUMPED -> "you maintain what was bumped, " + reason.what();
            case PUBLISHED -> "you published " + reason.what();
            case ANSWERS -> "nobody maintains it and you answer for " + reason.what();
            case FOLLOWS -> "you follow it (" + reason.what() + ")";
            case BLOCKED -> "you maintain " + reason.what() + ", which is blocked";
            case FOLLOWS_BLOCKED -> "you follow what is blocked (" + reason.what() + ")";
            case REACHED -> "you maintain what it reaches";
            case ANSWERS_REACHED -> "nobody maintains what it reaches and you answer for " + reason.what();
            case FOLLOWS_REACHED -> "you follow what it reaches (" + reason.what() + ")";
        };
    }
}
