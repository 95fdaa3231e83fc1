package dev.residual.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.Postgres;
import dev.residual.cluster.WorkerRegistry;
import dev.residual.web.Cursor;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.transaction.support.TransactionTemplate;

/** Counts the rows that PostgreSQL reads for clients of a service with ten thousand jobs. */
@JobLifecycleTest
@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
@Import(JobQueries.class)
@MockitoBean(types = WorkerRegistry.class)
class ManyJobsTests {

  private static final int JOBS = 10_000;
  private static final int LIMIT = 20;

  /** A page, one more row that shows whether there are others, and a query for each part of it. */
  private static final int MAX_ROWS = 5 * LIMIT;

  @Autowired private JobLifecycle lifecycle;
  @Autowired private JobQueries queries;
  @Autowired private JdbcClient jdbc;
  @Autowired private TransactionTemplate transaction;

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry registry) {
    Postgres.register(registry);
  }

  @BeforeEach
  void addJobs() {
    if (rows("select count(*) from job") > 0) {
      return;
    }
    lifecycle.submit(Requests.DEFAULT, null);
    jdbc.sql(
            """
            insert into job
            select (jsonb_populate_record(null::job, to_jsonb(job) || jsonb_build_object(
                'id', gen_random_uuid(),
                'status', case when n % 2 = 0 then 'QUEUED' else 'SUCCEEDED' end,
                'created_at', created_at - n * interval '1 second'))).*
            from job, generate_series(1, :jobs) n
            """)
        .param("jobs", JOBS)
        .update();
    jdbc.sql("vacuum analyze job").update();
  }

  @ParameterizedTest
  @EnumSource(names = {"SUCCEEDED", "RUNNING"})
  void pageReadsFewOtherRowsWhereverItIs(JobStatus status) {
    JobFilter filter = JobFilter.of(Set.of(status), null);
    assertFewRowsAreRead(() -> queries.page(filter, LIMIT, null));

    Instant middle =
        jdbc.sql("select max(created_at) from job")
            .query(OffsetDateTime.class)
            .single()
            .minusSeconds(JOBS / 2)
            .toInstant();
    Cursor cursor = new Cursor(middle, new UUID(0, 0));
    assertFewRowsAreRead(() -> queries.page(filter, LIMIT, cursor));
  }

  private void assertFewRowsAreRead(Runnable action) {
    long read =
        transaction.execute(
            status -> {
              long before = rowsRead();
              action.run();
              return rowsRead() - before;
            });
    assertThat(read).as("rows read of jobs").isLessThanOrEqualTo(MAX_ROWS);
  }

  /** Returns how many rows of the table of jobs this transaction has read. */
  private long rowsRead() {
    return rows(
        "select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables where relname = 'job'");
  }

  private long rows(String sql) {
    return jdbc.sql(sql).query(Long.class).single();
  }
}
