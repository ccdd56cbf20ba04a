package dev.tidemark.notifier.letter;

/** Links that carry out a wish of the one whom they are sent to. Whoever has one may use it. */
public interface WishLinks {

    /** They want no more mail. */
    String noMail(String person);

    /** They want to hear no more of a breakage, for a time. */
    String mute(String person, String breakage);
}
