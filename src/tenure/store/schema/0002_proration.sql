-- Proration, once more: what the kernel counts in Python, counted again in SQL, so that a book can be checked
-- by a second hand. Nothing here is shared with the kernel, not even the method: dates are PostgreSQL's own,
-- and a place in time is one whole number of parts.
--
-- A part is 1/13450909920 of a month. That is the least number that each length of a period in days divides
-- (28 to 32, 365, 366), so every day of every month or year lies on a whole number of parts. A year counts as
-- 12 months. All of it is exact until worth is rounded, once.

-- The day on which the period after so many months begins. Where a month lacks the day, it is the month's
-- last. In terms of whole years, years from the last day of a February begin on the last day of a February.
create function tenure_anniversary(anchor date, months integer, whole_years boolean) returns date
    language sql immutable parallel safe
    return case
        when whole_years and months % 12 = 0
            and date_part('month', anchor) = 2 and date_part('day', anchor + 1) = 1
        then (anchor + 1 + make_interval(months => months))::date - 1
        else (anchor + make_interval(months => months))::date
    end;

-- How far a day lies from the first day of a grid of periods of `step` months (1 or 12), in parts.
create function tenure_place(origin date, step integer, whole_years boolean, day date) returns bigint
    language plpgsql immutable strict parallel safe as $$
declare
    months integer := step * floor(
        ((date_part('year', day) - date_part('year', origin)) * 12
            + date_part('month', day) - date_part('month', origin)) / step);
    first_day date := tenure_anniversary(origin, months, whole_years);
    next_day date;
begin
    if first_day = day then
        return months * 13450909920;
    end if;
    if first_day > day then
        months := months - step;
        next_day := first_day;
        first_day := tenure_anniversary(origin, months, whole_years);
    else
        next_day := tenure_anniversary(origin, months + step, whole_years);
    end if;
    return months * 13450909920 + step * (day - first_day) * (13450909920 / (next_day - first_day));
end
$$;

-- The first day of one period of the grid that a policy fixes to the calendar (years without a month begin in
-- January). It lies in a leap year, so that a grid can begin on 29 February.
create function tenure_grid_origin(proration text, step integer) returns date
    language plpgsql immutable strict parallel safe as $$
declare
    parts text[] := string_to_array(proration, '/');
    month date;
begin
    if parts[1] = 'calendar' then
        return date '2000-01-01';
    end if;
    month := make_date(2000, 1, 1);
    if step = 12 and parts[3] <> 'whole' then
        month := make_date(2000, parts[3]::integer, 1);
    end if;
    return least(month + parts[2]::integer - 1, (month + interval '1 month')::date - 1);
end
$$;

-- The months from the anchor up to a day by a policy, in parts; 0 up to the anchor.
create function tenure_prorated_parts(
    proration text, term_months integer, term_unit text, anchor date, until date
) returns bigint
    language plpgsql immutable strict parallel safe as $$
declare
    part constant bigint := 13450909920;
    step integer := case term_unit when 'annual' then 12 else 1 end;
    whole_years boolean := term_months % 12 = 0;
    origin date;
    place bigint;
    begun bigint := 0;
begin
    if until <= anchor then
        return 0;
    end if;
    if proration = 'anniversary' then
        return tenure_place(anchor, step, whole_years, until);
    end if;
    case split_part(proration, '/', 1)
        when 'anniversary' then
            place := tenure_place(anchor, step, whole_years, until);
        when 'calendar', 'day_of_period' then
            origin := tenure_grid_origin(proration, step);
            begun := tenure_place(origin, step, false, anchor);
            place := tenure_place(origin, step, false, until);
        when 'calendar_month_day' then
            origin := date '2000-01-01';
            return tenure_place(origin, 1, false, until) - tenure_place(origin, 1, false, anchor);
        when 'day' then
            return (until - anchor) * 12 * (part / 365);
        when 'month' then
            place := tenure_place(anchor, 1, whole_years, until);
            return (place + part - 1) / part * part;
        when 'month_day' then
            place := tenure_place(anchor, 1, whole_years, until) / part;
            return place * part + least(
                part, (until - tenure_anniversary(anchor, place::integer, whole_years)) * 12 * (part / 365));
        else
            raise exception 'unknown proration %', proration using errcode = 'invalid_parameter_value';
    end case;
    if proration like '%/whole' then
        return (ceil(place::numeric / (part * step)) - floor(begun::numeric / (part * step))) * (part * step);
    end if;
    return place - begun;
end
$$;

-- The months of a pricing term.
create function tenure_term_months(term_length integer, term_unit text) returns integer
    language plpgsql immutable strict parallel safe as $$
begin
    case term_unit
        when 'month' then return term_length;
        when 'annual' then return term_length * 12;
        when 'quarter' then return term_length * 3;
        when 'semi_annual' then return term_length * 6;
        else raise exception 'unknown unit of a price %', term_unit using errcode = 'invalid_parameter_value';
    end case;
end
$$;

-- The pricing-term count C(until) of a lot with that anchor: an exact fraction in lowest terms.
create function tenure_pricing_term_count(
    proration text, term_length integer, term_unit text, anchor date, until date,
    out numerator numeric, out denominator numeric
)
    language plpgsql immutable strict parallel safe as $$
declare
    months integer := tenure_term_months(term_length, term_unit);
    whole bigint := 13450909920 * months;
    parts bigint := tenure_prorated_parts(proration, months, term_unit, anchor, until);
begin
    numerator := parts / gcd(parts, whole);
    denominator := whole / gcd(parts, whole);
end
$$;

-- What a price for `whole` parts comes to for so many parts, rounded to the decimals, halves away from zero.
-- The quotient is cut off one digit behind the last, so that it is not rounded twice.
create function tenure_value(a_term numeric, parts bigint, whole bigint, places integer) returns numeric
    language sql immutable parallel safe
    return case
        when parts % whole = 0 then round(a_term * (parts / whole), places)
        else round(
            div(a_term * parts * 10::numeric ^ (places + 1), whole) * 0.1::numeric ^ (places + 1), places)
    end;

-- What a quantity held over the days [first_day, end_day) of a lot with that anchor is worth, to the decimals
-- `places`. Null when any argument is.
create function tenure_worth(
    quantity numeric, net_unit_price numeric, places integer, proration text, term_length integer,
    term_unit text, anchor date, first_day date, end_day date
) returns numeric
    language plpgsql immutable strict parallel safe as $$
declare
    months integer := tenure_term_months(term_length, term_unit);
    whole bigint := 13450909920 * months;
    a_term numeric := quantity * net_unit_price;
    parts bigint := tenure_prorated_parts(proration, months, term_unit, anchor, end_day);
    until_end numeric := tenure_value(a_term, parts, whole, places);
begin
    if first_day <= anchor then
        return until_end;
    end if;
    parts := tenure_prorated_parts(proration, months, term_unit, anchor, first_day);
    return until_end - tenure_value(a_term, parts, whole, places);
end
$$;
