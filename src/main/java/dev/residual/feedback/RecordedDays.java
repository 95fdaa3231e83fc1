package dev.residual.feedback;

import java.time.LocalDate;

/** The days of which ids can tell the time. */
public final class RecordedDays {

  private static final int FIRST_YEAR = 2000;
  private static final int LAST_YEAR = 6000;

  private RecordedDays() {}

  /** Returns whether a day is in the years 2000 to 6000. */
  public static boolean contain(LocalDate day) {
    return day.getYear() >= FIRST_YEAR && day.getYear() <= LAST_YEAR;
  }
}
