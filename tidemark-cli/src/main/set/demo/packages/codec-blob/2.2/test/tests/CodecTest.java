package tests;

import static checks.Suite.fails;
import static checks.Suite.isTrue;
import static checks.Suite.same;

import checks.Suite;
import codecblob.Codec;

public final class CodecTest {
    public static void main(String[] arguments) {
        String message = "the water is on the way down, and it will come up in time for the first of them.";
        new Suite("codec-blob")
                .test("a message comes back as it was", () -> same(message, roundTrip(message)))
                .test("everyday words pack well", () -> {
                    int packed = Codec.pack(message).length;
                    isTrue(packed + " of " + message.length() + " bytes", packed * 2 < message.length());
                })
                .test("what the code book does not know is kept", () -> {
                    same("", roundTrip(""));
                    same("\uD83C\uDF0A 1 234 \u00e9", roundTrip("\uD83C\uDF0A 1 234 \u00e9"));
                    same("Q".repeat(300), roundTrip("Q".repeat(300)));
                })
                .test("a message cut short is refused", () ->
                        fails("byte 0", () -> Codec.unpack(new byte[] {(byte) 200, 'x'})))
                .end();
    }

    private static String roundTrip(String message) {
        return Codec.unpack(Codec.pack(message));
    }
}
