package io.cameldiscovery.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/** Listens to a logger and all below it, in the place of the console, for as long as it is open. */
public final class LogOf implements AutoCloseable {

    private final String name;
    private final Memory memory = new Memory();
    private final LoggerContext context = (LoggerContext) LogManager.getContext(false);

    private LogOf(String name, Level level) {
        this.name = name;
        LoggerConfig logger = new LoggerConfig(name, level, false);
        memory.start();
        logger.addAppender(memory, level, null);
        context.getConfiguration().addLogger(name, logger);
        context.updateLoggers();
    }

    /** Everything from INFO on. */
    public static LogOf infoAndAbove(String name) {
        return new LogOf(name, Level.INFO);
    }

    public List<String> lines() {
        return List.copyOf(memory.lines);
    }

    @Override
    public void close() {
        context.getConfiguration().removeLogger(name);
        context.updateLoggers();
        memory.stop();
    }

    private static final class Memory extends AbstractAppender {

        private final List<String> lines = new CopyOnWriteArrayList<>();

        Memory() {
            super("memory", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            lines.add(event.getLevel() + " " + event.getMessage().getFormattedMessage());
        }
    }
}
