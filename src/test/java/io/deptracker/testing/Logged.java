package io.deptracker.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The log events of the program until this is closed. */
public final class Logged implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.deptracker");
    private final @Nullable Level before = logger.getLevel();
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();

    public Logged() {
        logger.setLevel(Level.INFO);
        events.start();
        logger.addAppender(events);
    }

    /** Returns the events of that level or above. */
    public List<ILoggingEvent> atLeast(Level level) {
        return List.copyOf(events.list).stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(level))
                .toList();
    }

    /** Returns the texts of the events of that level or above. */
    public List<String> texts(Level level) {
        return atLeast(level).stream().map(ILoggingEvent::getMessage).toList();
    }

    @Override
    public void close() {
        logger.detachAppender(events);
        logger.setLevel(before);
    }
}
