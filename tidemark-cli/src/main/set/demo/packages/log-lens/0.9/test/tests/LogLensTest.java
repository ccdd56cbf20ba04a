package tests;

import static checks.Suite.isTrue;
import static checks.Suite.same;

import checks.Suite;
import loglens.LogLens;

public final class LogLensTest {
    private static final String LOG = """
            2024-05-01T10:00:00Z INFO gate: opened
            2024-05-01T10:00:01Z WARN pump: pressure is 7.5 bar
            2024-05-01T10:00:02Z WARN pump: pressure is 9 bar
            2024-05-01T10:00:03Z ERROR gate: stuck at 0x1F
                at gate.Motor.turn(Motor.java:12)
            """;

    public static void main(String[] arguments) {
        new Suite("log-lens")
                .test("what recurs is counted once for all its numbers", () ->
                        same("""
                                Log report
                                ==========

                                Lines

                                level    count
                                -------  -----
                                WARN         2
                                ERROR        1
                                INFO         1
                                (other)      1

                                Who complains

                                component  count
                                ---------  -----
                                pump           2
                                gate           1

                                What about

                                message            count
                                -----------------  -----
                                pressure is # bar      2
                                stuck at #             1
                                """, report(10, "text")))
                .test("a ranking can be cut short", () ->
                        isTrue("gate is gone", !report(1, "text").contains("\ngate ")))
                .test("the same is there for machines", () ->
                        isTrue("json", report(10, "json").contains("{\"message\":\"stuck at #\",\"count\":\"1\"}")))
                .test("an empty log complains of nothing", () ->
                        isTrue("nothing", new LogLens().report(5).write("text").contains("Who complains\n\nNothing.")))
                .end();
    }

    private static String report(int top, String format) {
        return new LogLens().read(LOG.lines()).report(top).write(format);
    }
}
