/** The GitHub API: how records are posted and read, and what each response means. Knows no SQL. */
@NullMarked
package io.deptracker.github;

import org.jspecify.annotations.NullMarked;
