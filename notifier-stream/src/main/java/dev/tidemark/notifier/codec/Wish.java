package dev.tidemark.notifier.codec;

import dev.tidemark.schemas.event.FollowKind;
import dev.tidemark.schemas.event.MuteKind;
import java.util.Locale;

/** How wishes are named: the same wish of somebody has the same name, so that saying it again replaces it. */
public final class Wish {

    /** How messages are put together. */
    public static final String GROUPING = "grouping";

    /** By mail. */
    public static final String MAIL = "mail";

    /** By a call. */
    public static final String WEBHOOK = "webhook";

    private Wish() {}

    /** To follow something. */
    public static String follow(FollowKind kind, String what) {
        return named("follow", kind, what);
    }

    /** Not to hear of something. */
    public static String mute(MuteKind kind, String what) {
        return named("mute", kind, what);
    }

    private static String named(String verb, Enum<?> kind, String what) {
        String name = verb + ":" + kind.name().toLowerCase(Locale.ROOT);
        return what.isEmpty() ? name : name + ":" + what;
    }
}
