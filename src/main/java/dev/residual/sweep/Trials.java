package dev.residual.sweep;

import dev.residual.job.JobFailure;
import dev.residual.job.JobQueries;
import dev.residual.job.JobQueries.JobState;
import dev.residual.job.JobRequest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The table of trials. Each method belongs to the caller's transaction. */
@Component
class Trials {

  /**
   * A trial that can be trained.
   *
   * @param number from 1, in the order in which trials start
   * @param parameters the values that distinguish it, by the names of fields
   * @param request of its job, in which nothing is left to decide
   */
  record Planned(int number, Map<String, JsonNode> parameters, JobRequest request) {}

  private static final TypeReference<List<TrialResult>> RESULTS = new TypeReference<>() {};

  private final JdbcClient jdbc;
  private final JdbcTemplate batches;
  private final JobQueries jobs;
  private final JsonMapper json;

  Trials(JdbcClient jdbc, JdbcTemplate batches, JobQueries jobs, JsonMapper json) {
    this.jdbc = jdbc;
    this.batches = batches;
    this.jobs = jobs;
    this.json = json.rebuild().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  }

  /** Adds the trials of a new sweep. */
  void add(UUID sweep, List<Planned> planned) {
    batches.batchUpdate(
        """
        insert into sweep_trial (sweep_id, number, parameters, request, dataset, initial_model,
          epochs, best_epoch, status, rung)
        values (?, ?, ?, ?, ?, ?, ?, ?, 'PENDING', 0)
        """,
        planned.stream().map(trial -> row(sweep, trial)).toList());
  }

  @SuppressWarnings("NullAway") // a column may be null
  private Object[] row(UUID sweep, Planned trial) {
    JobRequest request = trial.request();
    String initial = request.training().initialModel();
    return new Object[] {
      sweep,
      trial.number(),
      json.writeValueAsString(trial.parameters()),
      json.writeValueAsString(request),
      request.training().dataset(),
      initial == null ? null : UUID.fromString(initial),
      request.training().epochs(),
      request.training().keepsBest()
    };
  }

  /** Returns the trials of a sweep with the states of their jobs, in their order. */
  List<Trial> of(UUID sweep) {
    List<Trial> stored =
        jdbc.sql(
                """
                select number, parameters, epochs, best_epoch, status, rung, job_id, results,
                  model_id, failure_code, failure_message
                from sweep_trial where sweep_id = :sweep order by number
                """)
            .param("sweep", sweep)
            .query((row, index) -> trial(row))
            .list();
    Map<UUID, JobState> states =
        jobs.states(
            stored.stream()
                .filter(trial -> !trial.status().isOver())
                .map(Trial::job)
                .filter(Objects::nonNull)
                .toList());
    return stored.stream().map(trial -> withJob(trial, states.get(trial.job()))).toList();
  }

  private static Trial withJob(Trial trial, @Nullable JobState state) {
    return state == null
        ? trial
        : trial.with(state.status(), state.epochs().stream().map(TrialResult::of).toList());
  }

  private Trial trial(ResultSet row) throws SQLException {
    String results = row.getString("results");
    String code = row.getString("failure_code");
    return new Trial(
        row.getInt("number"),
        row.getString("parameters"),
        row.getInt("epochs"),
        row.getBoolean("best_epoch"),
        TrialStatus.valueOf(row.getString("status")),
        row.getInt("rung"),
        row.getObject("job_id", UUID.class),
        null,
        results == null ? List.of() : json.readValue(results, RESULTS),
        row.getObject("model_id", UUID.class),
        code == null ? null : new JobFailure(code, row.getString("failure_message")));
  }

  /** Returns the request of a trial's job. */
  JobRequest request(UUID sweep, int number) {
    return json.readValue(
        jdbc.sql("select request from sweep_trial where sweep_id = :sweep and number = :number")
            .param("sweep", sweep)
            .param("number", number)
            .query(String.class)
            .single(),
        JobRequest.class);
  }

  void submitted(UUID sweep, int number, UUID job) {
    jdbc.sql(
            """
            update sweep_trial set status = 'ACTIVE', job_id = :job
            where sweep_id = :sweep and number = :number
            """)
        .param("job", job)
        .param("sweep", sweep)
        .param("number", number)
        .update();
  }

  /** Lets a trial train to the next rung. */
  void promoted(UUID sweep, int number) {
    update(sweep, number, "rung = rung + 1");
  }

  void pruning(UUID sweep, int number) {
    update(sweep, number, "status = 'PRUNING'");
  }

  void modelDeleted(UUID sweep, int number) {
    update(sweep, number, "model_id = null");
  }

  private void update(UUID sweep, int number, String change) {
    jdbc.sql("update sweep_trial set " + change + " where sweep_id = :sweep and number = :number")
        .param("sweep", sweep)
        .param("number", number)
        .update();
  }

  /** Ends a trial that has no job, or whose job is gone. */
  void end(UUID sweep, int number, TrialStatus status, @Nullable JobFailure failure) {
    jdbc.sql(
            """
            update sweep_trial
            set status = :status, failure_code = :code, failure_message = :message
            where sweep_id = :sweep and number = :number
            """)
        .param("status", status.name())
        .param("code", failure == null ? null : failure.code())
        .param("message", failure == null ? null : failure.message())
        .param("sweep", sweep)
        .param("number", number)
        .update();
  }

  /** Returns the status of the trial with a job, or empty if the job belongs to no sweep. */
  Optional<TrialStatus> statusOf(UUID job) {
    return jdbc.sql("select status from sweep_trial where job_id = :job")
        .param("job", job)
        .query(String.class)
        .optional()
        .map(TrialStatus::valueOf);
  }

  /** Ends the trial with a job, and keeps what is needed of the job. */
  void end(UUID job, TrialStatus status, JobState state) {
    JobFailure failure = state.failure();
    jdbc.sql(
            """
            update sweep_trial set status = :status, results = :results, model_id = :model,
              failure_code = :code, failure_message = :message
            where job_id = :job
            """)
        .param("status", status.name())
        .param(
            "results",
            json.writeValueAsString(state.epochs().stream().map(TrialResult::of).toList()))
        .param("model", state.modelId())
        .param("code", failure == null ? null : failure.code())
        .param("message", failure == null ? null : failure.message())
        .param("job", job)
        .update();
  }

  /** Returns an unfinished sweep that has a trial on a version of a data set. */
  Optional<UUID> sweepOn(String dataset) {
    return jdbc
        .sql(
            """
            select distinct s.id from sweep s join sweep_trial t on t.sweep_id = s.id
            where t.dataset = :dataset and t.status = 'PENDING'
              and s.status in ('RUNNING', 'STOPPING')
            """)
        .param("dataset", dataset)
        .query((row, index) -> row.getObject("id", UUID.class))
        .list()
        .stream()
        .findFirst();
  }

  /** Returns an unfinished sweep that has a trial which starts from a model. */
  Optional<UUID> sweepFrom(UUID model) {
    return jdbc
        .sql(
            """
            select distinct s.id from sweep s join sweep_trial t on t.sweep_id = s.id
            where t.initial_model = :model and t.status = 'PENDING'
              and s.status in ('RUNNING', 'STOPPING')
            """)
        .param("model", model)
        .query((row, index) -> row.getObject("id", UUID.class))
        .list()
        .stream()
        .findFirst();
  }

  /**
   * What decides whether the job of a trial is paused.
   *
   * @param sweep the sweep of the trial
   * @param rung the rung that it trains to
   * @param epochs the epochs of its whole training
   */
  record Goal(UUID sweep, int rung, int epochs) {}

  /** Returns the goal of a job, or empty if it belongs to no running sweep. */
  Optional<Goal> goalOf(UUID job) {
    return jdbc.sql(
            """
            select t.sweep_id as sweep, t.rung, t.epochs
            from sweep_trial t join sweep s on s.id = t.sweep_id
            where t.job_id = :job and t.status = 'ACTIVE' and s.status = 'RUNNING'
            """)
        .param("job", job)
        .query(Goal.class)
        .optional();
  }
}
