package dev.residual.feedback;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of predictions. Rows are written in batches, and read in the order of their ids. */
@Component
class Predictions {

  /**
   * What is needed to take the truth of a prediction.
   *
   * @param owner the key of the client that asked; null if nobody was asked for one
   */
  record Stored(UUID model, @Nullable UUID owner) {}

  private final JdbcTemplate jdbc;
  private final JdbcClient client;

  Predictions(JdbcTemplate jdbc, JdbcClient client) {
    this.jdbc = jdbc;
    this.client = client;
  }

  void insert(List<Prediction> batch) {
    jdbc.batchUpdate(
        "insert into prediction (id, model_id, owner, label, confidence, created_at)"
            + " values (?, ?, ?, ?, ?, ?)",
        batch,
        batch.size(),
        Predictions::set);
  }

  private static void set(PreparedStatement row, Prediction prediction) throws SQLException {
    row.setObject(1, prediction.id());
    row.setObject(2, prediction.model());
    row.setObject(3, prediction.owner(), Types.OTHER);
    row.setInt(4, prediction.label());
    row.setFloat(5, prediction.confidence());
    row.setObject(6, utc(prediction.createdAt()));
  }

  /** Returns those of some ids that are in the table. */
  Set<UUID> existing(Collection<UUID> ids) {
    return new HashSet<>(
        new NamedParameterJdbcTemplate(jdbc)
            .queryForList(
                "select id from prediction where id in (:ids)", Map.of("ids", ids), UUID.class));
  }

  Optional<Stored> find(UUID id) {
    return client
        .sql("select model_id, owner from prediction where id = :id")
        .param("id", id)
        .query(
            (row, index) ->
                new Stored(
                    row.getObject("model_id", UUID.class), row.getObject("owner", UUID.class)))
        .optional();
  }

  /**
   * Stores the truth of a prediction, in place of what was told before.
   *
   * @return whether the prediction was there
   */
  boolean setTruth(UUID id, int truth, @Nullable UUID owner, Instant now) {
    return client
            .sql(
                "update prediction set truth = :truth, truth_owner = :owner, truth_at = :now"
                    + " where id = :id")
            .param("truth", truth)
            .param("owner", owner, Types.OTHER)
            .param("now", utc(now))
            .param("id", id)
            .update()
        > 0;
  }

  /** Deletes a prediction and its image, and returns whether it was there. */
  boolean delete(UUID id) {
    return client.sql("delete from prediction where id = :id").param("id", id).update() > 0;
  }

  long count() {
    return client.sql("select count(*) from prediction").query(Long.class).single();
  }

  /** Deletes the oldest predictions, and returns how many. */
  int deleteOldest(int count) {
    return client
        .sql(
            """
            delete from prediction where id in (
              select id from prediction order by id fetch first :count rows only)
            """)
        .param("count", count)
        .update();
  }

  /** Deletes the oldest predictions from before a time, and returns how many. */
  int deleteBefore(Instant limit, int count) {
    return client
        .sql(
            """
            delete from prediction where id in (
              select id from prediction where id < :limit order by id
              fetch first :count rows only)
            """)
        .param("limit", TimeOrderedIds.first(limit))
        .param("count", count)
        .update();
  }

  /** Deletes predictions of a model, and returns how many. */
  int deleteOfModel(UUID model, int count) {
    return client
        .sql(
            """
            delete from prediction where id in (
              select id from prediction where model_id = :model order by id
              fetch first :count rows only)
            """)
        .param("model", model)
        .param("count", count)
        .update();
  }

  /** Returns the models that have predictions, but are deleted. */
  List<UUID> deletedModels() {
    return client
        .sql(
            """
            select distinct model_id from prediction
            where model_id not in (select id from model)
            """)
        .query((row, index) -> row.getObject("model_id", UUID.class))
        .list();
  }

  /**
   * Returns predictions of a model in the order of their ids.
   *
   * @param after the id before the first one
   * @param end the id behind the last one
   */
  List<RecordedPrediction> page(UUID model, UUID after, UUID end, int count) {
    return client
        .sql(
            """
            select id, label, confidence, truth, created_at from prediction
            where model_id = :model and id > :after and id < :end
            order by id fetch first :count rows only
            """)
        .param("model", model)
        .param("after", after)
        .param("end", end)
        .param("count", count)
        .query((row, index) -> recorded(row))
        .list();
  }

  private static RecordedPrediction recorded(ResultSet row) throws SQLException {
    return new RecordedPrediction(
        row.getObject("id", UUID.class),
        row.getInt("label"),
        row.getFloat("confidence"),
        row.getObject("truth", Integer.class),
        row.getObject("created_at", OffsetDateTime.class).toInstant());
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
