package dev.residual.job;

import dev.residual.web.Cursor;
import dev.residual.web.Problem;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.MapJoin;
import jakarta.persistence.criteria.Path;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Root;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.domain.Specification;

/**
 * Selects jobs by status and label.
 *
 * @param statuses empty for any
 * @param label null for any
 */
public record JobFilter(Set<JobStatus> statuses, @Nullable Label label) {

  /** A label of a job. */
  record Label(String name, String value) {}

  /**
   * Returns a filter of jobs that have one of the states and the label, if there is one.
   *
   * @param label {@code key:value}; the value may contain colons
   * @throws Problem (400) if the label has no colon
   */
  public static JobFilter of(Set<JobStatus> statuses, @Nullable String label) {
    if (label == null) {
      return new JobFilter(statuses, null);
    }
    int colon = label.indexOf(':');
    if (colon < 1) {
      throw Problem.refused("label", "must be key:value, was " + label);
    }
    return new JobFilter(
        statuses, new Label(label.substring(0, colon), label.substring(colon + 1)));
  }

  /**
   * @param after the last job of the previous page; null for the first page
   */
  Specification<Job> after(@Nullable Cursor after) {
    return (job, query, build) -> {
      List<Predicate> conditions = new ArrayList<>();
      if (!statuses.isEmpty()) {
        conditions.add(job.get("status").in(statuses));
      }
      if (label != null) {
        MapJoin<Job, String, String> labels = job.joinMap("labels");
        conditions.add(build.equal(labels.key(), label.name()));
        conditions.add(build.equal(labels.value(), label.value()));
      }
      if (after != null) {
        conditions.add(isOlder(job, after, build));
      }
      return build.and(conditions.toArray(Predicate[]::new));
    };
  }

  /** The first condition follows from the second. Databases use only it to seek in an index. */
  private static Predicate isOlder(Root<Job> job, Cursor than, CriteriaBuilder build) {
    Path<Instant> createdAt = job.get("createdAt");
    return build.and(
        build.lessThanOrEqualTo(createdAt, than.createdAt()),
        build.or(
            build.lessThan(createdAt, than.createdAt()), build.lessThan(job.get("id"), than.id())));
  }
}
