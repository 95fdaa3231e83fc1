package dev.residual;

import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerStarter;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/** The whole service, but nobody takes jobs from the queue: the test turns the crank. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ResidualTest
@MockitoBean(types = DbSchedulerStarter.class)
@TestPropertySource(properties = "spring.datasource.url=jdbc:h2:mem:quiet;DB_CLOSE_DELAY=-1")
public @interface QuietQueue {}
