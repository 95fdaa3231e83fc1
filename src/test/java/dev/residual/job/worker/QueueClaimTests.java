package dev.residual.job.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.testhelper.SettableClock;
import com.github.kagkarlsson.scheduler.testhelper.TestHelper;
import com.github.kagkarlsson.scheduler.testhelper.TestHelper.ManualSchedulerBuilder;
import dev.residual.Postgres;
import dev.residual.job.JobQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Counts the rows that are read when a worker claims a job from a queue of ten thousand. */
class QueueClaimTests {

  private static final int JOBS = 10_000;
  private static final int PRIORITIES = 3;

  /** The claimed row, which is read again to lock it and to remove it, and those of other jobs. */
  private static final int MAX_ROWS = 10;

  private final List<String> claimed = new ArrayList<>();
  private DriverManagerDataSource database;
  private JdbcTemplate jdbc;

  @Test
  void claimReadsFewRowsOfPostgres() {
    open(Postgres.newDatabase(), "postgres", "postgresql");
    jdbc.execute("vacuum analyze scheduled_tasks");

    long[] read = new long[1];
    new TransactionTemplate(new JdbcTransactionManager(database))
        .executeWithoutResult(
            status -> {
              long before = rowsReadByTransaction();
              claim(builder -> (ManualSchedulerBuilder) builder.pollUsingLockAndFetch(0.5, 1));
              read[0] = rowsReadByTransaction() - before;
            });

    assertThat(claimed).containsExactly(first());
    assertThat(read[0]).isLessThanOrEqualTo(MAX_ROWS);
  }

  @Test
  void claimReadsFewRowsOfTheEmbeddedDatabase() {
    open("jdbc:h2:mem:claims;DB_CLOSE_DELAY=-1", "sa", "h2");
    jdbc.execute("set query_statistics true");

    claim(builder -> (ManualSchedulerBuilder) builder.pollUsingFetchAndLockOnExecute(0, 1));

    assertThat(claimed).containsExactly(first());
    String plan =
        jdbc.queryForObject("explain analyze " + query(), String.class, false, Instant.now());
    Matcher scanned = Pattern.compile("scanCount: (\\d+)").matcher(plan);
    assertThat(scanned.find()).as(plan).isTrue();
    assertThat(Integer.parseInt(scanned.group(1))).as(plan).isLessThanOrEqualTo(MAX_ROWS);
  }

  @Test
  void turnIsGivenToTheFirstJobOnBothDatabases() {
    open(Postgres.newDatabase(), "postgres", "postgresql");
    assertFirstJobGetsTheTurn();
    open("jdbc:h2:mem:turns;DB_CLOSE_DELAY=-1", "sa", "h2");
    assertFirstJobGetsTheTurn();
  }

  private void assertFirstJobGetsTheTurn() {
    JobQueue queue = new JobQueue(mock(), JdbcClient.create(database));
    assertThat(queue.isAnyWaiting()).isTrue();
    queue.giveTurn(Instant.now());
    assertThat(
            jdbc.queryForList(
                "select task_instance from scheduled_tasks where priority > ?",
                String.class,
                JobQueue.OTHER_WORK))
        .containsExactly(first());
    assertDueEntriesGetPlaces(queue);
    jdbc.update("delete from scheduled_tasks");
    assertThat(queue.isAnyWaiting()).isFalse();
    queue.giveTurn(Instant.now());
  }

  private void assertDueEntriesGetPlaces(JobQueue queue) {
    String places = "select count(*) from scheduled_tasks where execution_time < ?";
    OffsetDateTime longAgo = Instant.now().minus(Duration.ofDays(20_000)).atOffset(ZoneOffset.UTC);
    assertThat(jdbc.queryForObject(places, Integer.class, longAgo)).isZero();
    queue.restorePlaces(Instant.now());
    queue.restorePlaces(Instant.now());
    assertThat(jdbc.queryForObject(places, Integer.class, longAgo)).isEqualTo(JOBS);
  }

  /** The query by which db-scheduler has found the job. The others use the primary key. */
  private String query() {
    return jdbc.queryForObject(
        """
        select sql_statement from information_schema.query_statistics
        where sql_statement like 'select%from scheduled_tasks where picked%ORDER BY%'
        """,
        String.class);
  }

  /** Creates a queue in which newer jobs and jobs of all priorities alternate. */
  private void open(String url, String user, String vendor) {
    database = new DriverManagerDataSource(url, user, "");
    jdbc = new JdbcTemplate(database);
    Flyway.configure()
        .dataSource(database)
        .locations("classpath:db/migration/" + vendor)
        .load()
        .migrate();
    OffsetDateTime now = Instant.now().atOffset(ZoneOffset.UTC);
    jdbc.batchUpdate(
        """
        insert into scheduled_tasks
          (task_name, task_instance, execution_time, priority, picked, version)
        values ('train', ?, ?, ?, false, 1)
        """,
        IntStream.rangeClosed(1, JOBS)
            .mapToObj(n -> new Object[] {entry(n), now.minusSeconds(n), n % PRIORITIES})
            .toList());
  }

  private static String entry(int n) {
    return new UUID(0, n) + "/0";
  }

  /** The oldest job of the highest priority. */
  private static String first() {
    return entry(JOBS - (JOBS + 1) % PRIORITIES);
  }

  /** Lets one free device look for a job once. */
  private void claim(UnaryOperator<ManualSchedulerBuilder> polling) {
    CustomTask<Void> task =
        Tasks.custom(JobQueue.TASK)
            .execute(
                (instance, context) -> {
                  claimed.add(instance.getId());
                  return new CompletionHandler.OnCompleteRemove<>();
                });
    ManualSchedulerBuilder builder =
        TestHelper.createManualScheduler(new TransactionAwareDataSourceProxy(database), task);
    builder.clock(new SettableClock()).threads(1).enablePriority();
    polling.apply(builder).build().runAnyDueExecutions();
  }

  private long rowsReadByTransaction() {
    return jdbc.queryForObject(
        """
        select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables
        where relname = 'scheduled_tasks'
        """,
        Long.class);
  }
}
